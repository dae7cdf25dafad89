/** What a command can end with, as an exit code scripts can rely on and one sentence for people. */

export const exitCodes = {
  ok: 0,
  /** The answer was an error nobody here can name. */
  failed: 1,
  /** Wrong arguments (sysexits.h: EX_USAGE). */
  usage: 64,
  /** What was given is not good: a document with problems, an example without its verdict (EX_DATAERR). */
  invalid: 65,
  /** No such session, page or file. */
  notFound: 66,
  /** The system does not run or does not answer (EX_UNAVAILABLE). */
  unavailable: 69,
  /** Not logged in, or not allowed (EX_NOPERM). */
  denied: 77,
} as const;

export type ExitReason = Exclude<keyof typeof exitCodes, 'ok'>;

export class CliError extends Error {
  override readonly name = 'CliError';
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  constructor(
    readonly reason: ExitReason,
    message: string,
    options?: ErrorOptions & { readonly status?: number },
  ) {
    super(message, options);
    this.status = options?.status;
  }
}
