/** Block elements, one row each. Kinds that an approvals app has no use for are unknown here, and refused. */
import {
  actionIdCharsMax,
  buttonTextCharsMax,
  buttonUrlCharsMax,
  buttonValueCharsMax,
  choiceOptionsMax,
  imageAltCharsMax,
  imageUrlCharsMax,
  inputCharsMax,
  overflowOptionsMax,
  placeholderCharsMax,
  selectOptionsMax,
} from './limits.js';
import { any, boolean, list, number, string, type Rule, type Shape } from './rule.js';
import { choiceOption, confirm, menuOption, optionGroup, plainText } from './text.js';

const actionId = string(actionIdCharsMax);
const placeholder = plainText(placeholderCharsMax);
const interactive = { action_id: actionId, confirm, focus_on_load: boolean } as const;

const select = (more: Readonly<Record<string, Rule>>): Shape => ({
  required: {},
  optional: { ...interactive, placeholder, ...more },
});
const choice = (initial: Readonly<Record<string, Rule>>): Shape => ({
  required: { options: list(choiceOption, choiceOptionsMax) },
  optional: { ...interactive, ...initial },
});

export const elementShapes = {
  button: {
    required: { text: plainText(buttonTextCharsMax) },
    optional: {
      action_id: actionId,
      url: string(buttonUrlCharsMax),
      value: string(buttonValueCharsMax),
      style: { kind: 'one-of', values: ['primary', 'danger'] },
      confirm,
      accessibility_label: string(buttonTextCharsMax),
    },
  },
  overflow: {
    required: { options: list(menuOption, overflowOptionsMax) },
    optional: { action_id: actionId, confirm },
  },
  static_select: {
    ...select({
      options: list(menuOption, selectOptionsMax),
      option_groups: list(optionGroup(selectOptionsMax), selectOptionsMax),
      initial_option: menuOption,
    }),
    oneAtLeast: ['options', 'option_groups'],
  },
  users_select: select({ initial_user: string() }),
  conversations_select: select({
    initial_conversation: string(),
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: any,
  }),
  radio_buttons: choice({ initial_option: choiceOption }),
  checkboxes: choice({ initial_options: list(choiceOption, choiceOptionsMax) }),
  plain_text_input: {
    required: {},
    optional: {
      ...interactive,
      placeholder,
      initial_value: string(inputCharsMax),
      multiline: boolean,
      min_length: number,
      max_length: number,
      dispatch_action_config: any,
    },
  },
  image: {
    required: { image_url: string(imageUrlCharsMax), alt_text: string(imageAltCharsMax) },
  },
} as const satisfies Record<string, Shape>;

export type ElementKind = keyof typeof elementShapes;

/** Where each kind may stand, as the page of each block lists it. */
export const allowedIn = {
  actions: [
    'button',
    'overflow',
    'static_select',
    'users_select',
    'conversations_select',
    'radio_buttons',
    'checkboxes',
  ],
  accessory: [
    'button',
    'overflow',
    'static_select',
    'users_select',
    'conversations_select',
    'radio_buttons',
    'checkboxes',
    'image',
  ],
  input: [
    'plain_text_input',
    'static_select',
    'users_select',
    'conversations_select',
    'radio_buttons',
    'checkboxes',
  ],
} as const satisfies Record<string, readonly ElementKind[]>;

export function elementsIn(place: keyof typeof allowedIn): Readonly<Record<string, Shape>> {
  return Object.fromEntries(allowedIn[place].map((kind) => [kind, elementShapes[kind]]));
}
