/* Built for the next major version: it has that version's entry and no other. */
const void *ah_plugin_v2(unsigned host_abi);
const void *ah_plugin_v2(unsigned host_abi) {
  (void)host_abi;
  return 0;
}
