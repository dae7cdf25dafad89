/** The modal that asks why, where the rule wants a reason with a vote. */
import type { ModalView } from '@slack/types';
import { callbackIds, carry, reasonInput } from '../acts.js';
import type { Pressed } from '../acts.js';
import { lineCharactersMax, reasonCharactersMax } from '../limits.js';
import { plain, section } from './blocks.js';
import type { Question } from './question.js';
import { code } from './text.js';

const words = {
  approve: { title: 'Approve', label: 'Why may it run?' },
  grant: { title: 'Approve for a while', label: 'Why may requests like it run?' },
  deny: { title: 'Deny', label: 'Why must it not run?' },
} as const satisfies Record<Pressed, { title: string; label: string }>;

export function reasonModalOf({ approval, operation }: Question, pressed: Pressed): ModalView {
  const { title, label } = words[pressed];
  return {
    type: 'modal',
    callback_id: callbackIds.reason,
    private_metadata: carry({ approvalId: approval.id, pressed }),
    title: plain(title),
    submit: plain(title),
    close: plain('Cancel'),
    blocks: [
      section(code(operation, lineCharactersMax)),
      {
        type: 'input',
        block_id: reasonInput.block,
        label: plain(label),
        element: {
          type: 'plain_text_input',
          action_id: reasonInput.action,
          multiline: true,
          min_length: 1,
          max_length: reasonCharactersMax,
        },
      },
    ],
  };
}
