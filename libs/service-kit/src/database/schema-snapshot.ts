/** A schema of PostgreSQL as text: what two databases must have in common to count as the same. */

/** The part of a client or data source that is needed. */
export interface Queryable {
  query(sql: string, parameters: readonly unknown[]): Promise<{ readonly rows: readonly { line: string }[] }>;
}

/** One line for each thing; `$1` is the schema. Names of roles are left to the caller to replace. */
const LINES: readonly string[] = [
  `SELECT format('table %s %s', c.relname, c.relkind) AS line
   FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')`,
  `SELECT format('column %s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
            CASE a.attidentity::text WHEN '' THEN '' ELSE ' identity ' || a.attidentity::text END,
            coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')`,
  `SELECT format('constraint %s.%s %s', c.relname, o.conname, pg_get_constraintdef(o.oid)) AS line
   FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE o.connamespace = $1::regnamespace`,
  `SELECT format('index %s', indexdef) AS line FROM pg_indexes WHERE schemaname = $1`,
  `SELECT format('trigger %s.%s', c.relname, pg_get_triggerdef(t.oid)) AS line
   FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = $1::regnamespace AND NOT t.tgisinternal`,
  `SELECT format('function %s %s', p.oid::regprocedure, md5(p.prosrc)) AS line
   FROM pg_proc p WHERE p.pronamespace = $1::regnamespace`,
  `SELECT format('option %s %s', c.relname, array_to_string(c.reloptions, ' ')) AS line
   FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.reloptions IS NOT NULL`,
  `SELECT format('grant %s on %s to %s', string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type), c.relname,
            g.grantee::regrole) AS line
   FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
   WHERE c.relnamespace = $1::regnamespace AND g.grantee <> c.relowner GROUP BY c.relname, g.grantee`,
];

/** Everything in the schema but data, one line each, sorted: tables, columns, constraints, indexes, functions, rights. */
export async function schemaSnapshot(database: Queryable, schema: string): Promise<string> {
  const found: string[] = [];
  for (const sql of LINES) {
    const { rows } = await database.query(sql, [schema]);
    found.push(...rows.map((row) => row.line));
  }
  return `${found.sort().join('\n')}\n`;
}
