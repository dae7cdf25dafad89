/** Views as apps send them: modals and home tabs. */
import { isObject, objectsOf, type Json } from '../../provider/json.js';
import { problemsOfBlocks } from './blocks.js';
import {
  blocksPerViewMax,
  callbackIdCharsMax,
  privateMetadataCharsMax,
  viewTitleCharsMax,
} from './limits.js';
import { any, boolean, check, string, typed, type Problem } from './rule.js';
import { plainText } from './text.js';

const common = {
  private_metadata: string(privateMetadataCharsMax),
  callback_id: string(callbackIdCharsMax),
  external_id: string(callbackIdCharsMax),
};
const label = plainText(viewTitleCharsMax);
const view = typed({
  modal: {
    required: { title: label, blocks: any },
    optional: {
      ...common,
      submit: label,
      close: label,
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  },
  home: { required: { blocks: any }, optional: common },
});

/** A modal with an input needs a way to submit it. */
function lacksSubmit(value: Json | undefined): boolean {
  if (!isObject(value) || value.type !== 'modal' || value.submit !== undefined) return false;
  return objectsOf(value.blocks).some(({ type }) => type === 'input');
}

/** Everything that is wrong with a view; `kind` is the only kind the method takes. */
export function problemsOfView(value: Json | undefined, kind: 'modal' | 'home'): readonly Problem[] {
  const wrongKind = isObject(value) && typeof value.type === 'string' && value.type !== kind;
  return [
    ...check(view, value, '/view'),
    ...(wrongKind ? [{ message: `must be of type: ${kind}`, pointer: '/view/type' }] : []),
    ...(lacksSubmit(value) ? [{ message: 'missing required field: submit', pointer: '/view' }] : []),
    ...(isObject(value) ? problemsOfBlocks(value.blocks, 'view', blocksPerViewMax) : []),
  ];
}
