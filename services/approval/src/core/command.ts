/** What may be asked of an approval, and the one function that says what comes of it. */
import type { Approval } from './approval.js';
import { castVote } from './cast-vote.js';
import type { CastVote, WithdrawVote } from './cast-vote.js';
import { withdrawVote } from './withdraw-vote.js';
import { joinApproval, leaveApproval } from './attend.js';
import type { JoinApproval, LeaveApproval } from './attend.js';
import { passTime } from './pass-time.js';
import type { PassTime } from './pass-time.js';
import { takeBack } from './take-back.js';
import type { TakeBack } from './take-back.js';
import type { Result } from './result.js';

export type Command = JoinApproval | LeaveApproval | CastVote | WithdrawVote | TakeBack | PassTime;

export function decide(approval: Approval, command: Command, nowUs: number): Result {
  switch (command.kind) {
    case 'join':
      return joinApproval(approval, command);
    case 'leave':
      return leaveApproval(approval, command);
    case 'vote':
      return castVote(approval, command, nowUs);
    case 'withdraw':
      return withdrawVote(approval, command, nowUs);
    case 'take-back':
      return takeBack(approval, command);
    case 'pass-time':
      return passTime(approval, nowUs);
  }
}
