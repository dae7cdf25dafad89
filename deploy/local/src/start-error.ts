/** A start that cannot succeed, told to the person at the terminal in full sentences. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
