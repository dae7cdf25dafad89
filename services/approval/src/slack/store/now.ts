/** The database's clock within a statement: all replicas compare with the same one. */

export const nowUs = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';
/** As SQL: so many milliseconds from now. */
export const inMs = (ms: number): string => `${nowUs} + ${Math.ceil(ms)}::bigint * 1000`;
