import COpenSSL

/// Owns one `EVP_PKEY` of type RSA that passed the house's checks; parsed once, shared by all threads.
///
/// SAFETY: unchecked since the pointer is not Sendable by itself. It never changes after `init`, the library only reads
/// a key that it verifies or signs with (https://docs.openssl.org/3.0/man7/openssl-threads/), and `deinit` frees it once.
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes the key over, whether or not it throws.
    init(adopting pointer: OpaquePointer) throws(KeyError) {
        self.pointer = pointer
        try check()
    }

    deinit { EVP_PKEY_free(pointer) }

    private func check() throws(KeyError) {
        guard EVP_PKEY_is_a(pointer, "RSA") == 1 else { throw .unsuitable(.keyType) }
        let bits = Int(EVP_PKEY_get_bits(pointer))
        // The upper bound keeps a hostile key set from making each verification dear.
        guard (2048...8192).contains(bits) else { throw .weak(bits: bits) }
        let exponent = try bytes(of: hub_rsa_exponent_name())
        let isWithinBounds = exponent.count <= 8 && exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >= 65537
        guard isWithinBounds, exponent.last.map({ $0 & 1 == 1 }) == true else { throw .weakExponent }
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { throw .fromLibrary() }
        defer { EVP_PKEY_CTX_free(context) }
        // Also finds moduli that are even, prime or have small factors.
        guard EVP_PKEY_public_check(context) == 1 else { throw .fromLibrary() }
    }

    /// A number of the key as big-endian bytes without leading zeros.
    // SAFETY: the name is an immortal C literal (shim.h), and the library copies the number out.
    func bytes(of parameter: UnsafePointer<CChar>) throws(KeyError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, parameter, &number) == 1, let number else { throw .fromLibrary() }
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        // SAFETY: BN_bn2bin writes BN_num_bytes(number) bytes, which is the array's size.
        BN_bn2bin(number, &bytes)
        return bytes
    }
}
