/** The words after `/sallyport`, read: `pending | show ID | grants | revoke ID | lock SESSION | whoami | link`. */
import { isId } from './acts.js';
import { commandCharactersMax } from './limits.js';

export type SlashCommand =
  | { readonly [Kind in PlainCommand]: { readonly kind: Kind } }[PlainCommand]
  | { readonly kind: 'show'; readonly id: string }
  | { readonly kind: 'revoke'; readonly id: string }
  | { readonly kind: 'lock'; readonly session: string; readonly reason: string }
  | { readonly kind: 'wrong'; readonly why: string };

const plainCommands = ['pending', 'grants', 'whoami', 'link', 'help'] as const;
type PlainCommand = (typeof plainCommands)[number];
const isPlain = (word: string): word is PlainCommand => plainCommands.some((known) => known === word);

const wrong = (why: string): SlashCommand => ({ kind: 'wrong', why });

export function readCommand(text: string): SlashCommand {
  if (text.length > commandCharactersMax) return wrong('That is longer than any command.');
  const [word = '', first = '', ...more] = text.trim().split(/\s+/u);
  const name = word.toLowerCase();
  if (name === '') return { kind: 'help' };
  if (isPlain(name)) return first === '' ? { kind: name } : wrong(`\`${name}\` takes nothing after it.`);
  switch (name) {
    case 'show':
    case 'revoke': {
      const id = unquoted(first).toLowerCase();
      return isId(id) && more.length === 0 ? { kind: name, id } : wrong(`\`${name}\` takes one id.`);
    }
    case 'lock':
      return first === ''
        ? wrong('`lock` takes a session, and after it, if you like, why.')
        : { kind: 'lock', session: unquoted(first), reason: more.join(' ') };
    default:
      return { kind: 'help' };
  }
}

/** Ids are copied out of messages together with the marks of code. */
function unquoted(word: string): string {
  return word.replace(/^`+|`+$/gu, '');
}
