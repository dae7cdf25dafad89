/** The service's own variables, on top of the common ones: none yet. */
export const approvalEnv = {} as const;
