/** What becomes of a text that stands whole: masked as it is sent and recorded, with the client's own values put back. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { MaskReport } from '@sallyport/masking/actions/mask-report';
import { restore, type RestoreOptions, type Values } from '@sallyport/masking/actions/restore';
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
  readonly position: string;
}

export interface WholeForms extends TextForms {
  /** Undefined where nothing was looked for. */
  readonly report: MaskReport | undefined;
}

export const changesTexts = ({ plan, values }: Masks): boolean => plan !== undefined || values.size > 0;

/** @param position of the text: what an agent gives to its tools is meant to arrive there, in addresses too */
export const restoreOptions = (isJson: boolean, position: string): RestoreOptions => ({
  into: isJson ? 'json' : 'text',
  inAddresses: position === 'tool-call',
});

export function wholeForms({ plan, values }: Masks, { text, isJson, key, position }: WholeText): WholeForms {
  if (plan === undefined || text === '')
    return {
      client: restore(text, values, restoreOptions(isJson, position)),
      recorded: text,
      report: undefined,
    };
  const options = key === '' ? {} : { key };
  const {
    sent: masked,
    recorded,
    report,
  } = isJson ? maskJson(plan, text, options) : maskText(plan, text, options);
  const sent = sendsAsCame(plan) ? text : masked;
  return { client: restore(sent, values, restoreOptions(isJson, position)), recorded, report };
}
