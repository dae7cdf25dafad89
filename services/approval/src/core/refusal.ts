/** Why a command was refused: a closed list, with the sentence that people read. */

export const refusalSentences = {
  UNKNOWN: 'There is no such approval, grant or lock.',
  ALREADY_DECIDED: 'It is decided already: your vote changes nothing any more.',
  EXPIRED: 'Its time has passed: your vote changes nothing any more.',
  OWN_REQUEST: 'You asked for this yourself: somebody else has to answer.',
  AGENTS_REQUEST: 'You are the agent that asks for this: a person has to answer.',
  DELEGATED_REQUEST: 'This runs on your behalf or through you: somebody else has to answer.',
  DELEGATED_VOTE: 'A vote is given by a person in their own name, not through somebody who acts for them.',
  NOT_ELIGIBLE: 'You are in none of the groups that may answer this.',
  NOT_YOUR_TURN: 'Others have to agree first: vote again when the step of your group has come.',
  REASON_REQUIRED: 'The rule asks for a reason with this vote.',
  REASON_TOO_LONG: 'The reason is too long: say it in at most 2000 characters.',
  GRANT_NOT_OFFERED: 'The rule lets nothing be granted beyond this one request.',
  GRANT_TOO_WIDE: 'A grant may be narrower than the rule offers, never wider.',
  NO_VOTE: 'You have given no vote that could be taken back.',
  NOT_OPEN: 'It is over already: there is nothing to take back.',
  NOT_YOURS: 'Only who asked, an approver of it or an administrator may take it back.',
  LOCK_INVALID: 'A lock needs what it is on and, if it ends, an end in the future.',
} as const;

export type RefusalCode = keyof typeof refusalSentences;

export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
}

export function refused(code: RefusalCode): Refused {
  return { kind: 'refused', code };
}
