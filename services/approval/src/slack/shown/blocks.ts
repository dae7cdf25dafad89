/** The few kinds of blocks that our messages and views are made of. */
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';

export type Blocks = KnownBlock[];

export const plain = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: false });
/** `verbatim`: Slack makes no links or mentions of what merely looks like one. */
export const markup = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text) });
export const section = (text: string): SectionBlock => ({ type: 'section', text: markup(text) });
export const plainSection = (text: string): SectionBlock => ({ type: 'section', text: plain(text) });
export const fields = (texts: readonly string[]): SectionBlock => ({
  type: 'section',
  fields: texts.map(markup),
});
export const context = (...texts: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: texts.map(markup),
});
export const actions = (blockId: string, elements: readonly Button[]): ActionsBlock => ({
  type: 'actions',
  block_id: blockId,
  elements: [...elements],
});

export function button(actionId: string, text: string, value: string, style?: 'primary' | 'danger'): Button {
  return { type: 'button', action_id: actionId, text: plain(text), value, ...(style && { style }) };
}
