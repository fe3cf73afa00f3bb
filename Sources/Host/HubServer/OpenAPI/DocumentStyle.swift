/// The style of `/docs`.
enum DocumentStyle {
    static let text = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; }
        * { box-sizing: border-box; }
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 18rem 1fr; }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
        nav h2 { font-size: .8rem; text-transform: uppercase; margin: 1rem 0 .25rem; }
        nav a { display: block; padding: .1rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
        nav a:hover, nav a:focus { color: var(--accent); text-decoration: underline; }
        main { padding: 1.5rem 2rem; max-width: 62rem; min-width: 0; }
        article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        h3 { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: 1rem; }
        h4 { margin: 1rem 0 .25rem; }
        .method { display: inline-block; min-width: 4.5rem; color: var(--accent); }
        pre { background: var(--soft); padding: .75rem; border-radius: .35rem; overflow: auto; font-size: .85rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
        td:first-child { font-family: ui-monospace, monospace; white-space: nowrap; }
        summary { cursor: pointer; }
        @media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } }
        """
}
