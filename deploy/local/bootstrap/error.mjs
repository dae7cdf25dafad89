// A failure that is explained to the person at the terminal, without a stack.
export class BootstrapError extends Error {}
