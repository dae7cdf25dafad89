/** Text objects and what is made of them: options, option groups, confirmation dialogs. */
import {
  confirmButtonCharsMax,
  confirmTextCharsMax,
  confirmTitleCharsMax,
  optionTextCharsMax,
  optionValueCharsMax,
  textCharsMax,
} from './limits.js';
import { boolean, list, object, string, typed, type Rule, type Shape } from './rule.js';

const plainShape = (charsMax: number): Shape => ({
  required: { text: string(charsMax, 1) },
  optional: { emoji: boolean },
});
const mrkdwnShape = (charsMax: number): Shape => ({
  required: { text: string(charsMax, 1) },
  optional: { verbatim: boolean },
});

export const plainText = (charsMax: number): Rule => typed({ plain_text: plainShape(charsMax) });
export const anyText = (charsMax = textCharsMax): Rule =>
  typed({ plain_text: plainShape(charsMax), mrkdwn: mrkdwnShape(charsMax) });

/** The shapes of text where other kinds may stand beside it, as in a context block. */
export const textShapes: Readonly<Record<string, Shape>> = {
  plain_text: plainShape(textCharsMax),
  mrkdwn: mrkdwnShape(textCharsMax),
};

const optionOf = (text: Rule): Rule =>
  object({
    required: { text, value: string(optionValueCharsMax, 1) },
    optional: { description: plainText(optionTextCharsMax), url: string() },
  });
/** Menus know plain text only; radio buttons and checkboxes both kinds. */
export const menuOption = optionOf(plainText(optionTextCharsMax));
export const choiceOption = optionOf(anyText(optionTextCharsMax));

export const optionGroup = (optionsMax: number): Rule =>
  object({
    required: { label: plainText(optionTextCharsMax), options: list(menuOption, optionsMax) },
  });

export const confirm: Rule = object({
  required: {
    title: plainText(confirmTitleCharsMax),
    text: anyText(confirmTextCharsMax),
    confirm: plainText(confirmButtonCharsMax),
    deny: plainText(confirmButtonCharsMax),
  },
  optional: { style: { kind: 'one-of', values: ['primary', 'danger'] } },
});
