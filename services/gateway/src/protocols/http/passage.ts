/** How a request left: no, the gateway's own answer, recorded but not forwarded, or on its way upstream. */
export type Passage = 'refused' | 'answered' | 'prevented' | 'forwarded';
