/** Ends a process of the bench together with the bench itself, also when that was killed. */

/** Exits when the channel to the parent closes or the parent asks for it. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => undefined); // Ctrl-C reaches the whole group: the parent ends us in order.
}
