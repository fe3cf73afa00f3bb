extension Scope {
    /// The condition on a row `d` of documents, with the scope's values as ?1 to ?3: who may not read a document does not find
    /// it, count it or learn that it is there.
    static let condition: SQL = """
        d.collection IN (SELECT id FROM collections WHERE name IN (SELECT value FROM json_each(?1)))
        AND (d.restricted = 0 OR EXISTS (
          SELECT 1 FROM principals p WHERE p.document = d.id AND p.name IN (SELECT value FROM json_each(?2))))
        AND (?3 IS NULL OR NOT EXISTS (
          SELECT 1 FROM json_each(?3) f WHERE NOT EXISTS (
            SELECT 1 FROM json_each(d.metadata) m WHERE m.key = json_extract(f.value, '$.name')
            AND m.type NOT IN ('null', 'array', 'object')
            AND (json_type(f.value, '$.any') IS NULL OR EXISTS (
              SELECT 1 FROM json_each(f.value, '$.any') a WHERE a.value = m.value
              AND (a.type = m.type OR (a.type IN ('integer', 'real') AND m.type IN ('integer', 'real')))))
            AND (json_type(f.value, '$.minimum') IS NULL OR (json_extract(f.value, '$.minimum') <= m.value
              AND (json_type(f.value, '$.minimum') = 'text') = (m.type = 'text') AND m.type NOT IN ('true', 'false')))
            AND (json_type(f.value, '$.maximum') IS NULL OR (json_extract(f.value, '$.maximum') >= m.value
              AND (json_type(f.value, '$.maximum') = 'text') = (m.type = 'text') AND m.type NOT IN ('true', 'false')))
          )))
        """
}
