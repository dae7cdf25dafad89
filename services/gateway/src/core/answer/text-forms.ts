/** What becomes of a text that stands whole: masked as it is sent and recorded, with the client's own values put back. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { MaskReport } from '@sallyport/masking/actions/mask-report';
import { restore, type RestoreInto, type Values } from '@sallyport/masking/actions/restore';
import { maskJson, maskText } from '@sallyport/masking/mask';
import { sendsAsCame } from './sends-as-came.js';

/** One text for the client and one for the record; the same string where they do not differ. */
export interface TextForms {
  readonly client: string;
  readonly recorded: string;
}

export interface Masks {
  readonly plan: MaskPlan | undefined;
  /** Values of placeholders that the client's own requests were given. */
  readonly values: Values;
}

export interface WholeText {
  readonly text: string;
  readonly isJson: boolean;
  /** Name that the text stands under; empty where there is none. */
  readonly key: string;
}

export interface WholeForms extends TextForms {
  /** Undefined where nothing was looked for. */
  readonly report: MaskReport | undefined;
}

export const changesTexts = ({ plan, values }: Masks): boolean => plan !== undefined || values.size > 0;

export const restoreInto = (isJson: boolean): RestoreInto => (isJson ? 'json' : 'text');

export function wholeForms({ plan, values }: Masks, { text, isJson, key }: WholeText): WholeForms {
  if (plan === undefined || text === '')
    return { client: restore(text, values, restoreInto(isJson)), recorded: text, report: undefined };
  const options = key === '' ? {} : { key };
  const {
    sent: masked,
    recorded,
    report,
  } = isJson ? maskJson(plan, text, options) : maskText(plan, text, options);
  const sent = sendsAsCame(plan) ? text : masked;
  return { client: restore(sent, values, restoreInto(isJson)), recorded, report };
}
