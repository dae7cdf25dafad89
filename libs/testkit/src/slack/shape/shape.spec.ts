import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../provider/json.js';
import { problemsOfBlocks } from './blocks.js';
import { blocksPerMessageMax, blocksPerViewMax } from './limits.js';
import { wordsOf } from './rule.js';
import { storedBlocks, wordsIn } from './stored-blocks.js';
import { problemsOfView } from './view-shape.js';

const inMessage = (...blocks: readonly Json[]): readonly string[] =>
  problemsOfBlocks(blocks, 'message', blocksPerMessageMax).map(wordsOf);
const section = (chars: number): Json => ({
  type: 'section',
  text: { type: 'mrkdwn', text: 'x'.repeat(chars) },
});
const button = (more: JsonObject = {}): Json => ({
  type: 'button',
  text: { type: 'plain_text', text: 'Approve' },
  action_id: 'approve',
  ...more,
});
const actions = (...elements: readonly Json[]): Json => ({ type: 'actions', elements });
const unlike = (count: number): readonly Json[] =>
  Array.from({ length: count }, (_, at) => button({ action_id: `a${at}` }));

describe('the blocks of a message', () => {
  it.each<readonly [string, readonly Json[], string | undefined]>([
    ['50 blocks', Array.from({ length: 50 }, () => section(1)), undefined],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => section(1)),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['3000 characters', [section(3000)], undefined],
    [
      '3001 characters',
      [section(3001)],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['no characters', [section(0)], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['25 buttons', [actions(...unlike(25))], undefined],
    [
      '26 buttons',
      [actions(...unlike(26))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['a value of 2000', [actions(button({ value: 'v'.repeat(2000) }))], undefined],
    [
      'a value of 2001',
      [actions(button({ value: 'v'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action_id of 256',
      [actions(button({ action_id: 'a'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'button text of 76',
      [actions(button({ text: { type: 'plain_text', text: 'b'.repeat(76) } }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'button text as mrkdwn',
      [actions(button({ text: { type: 'mrkdwn', text: 'b' } }))],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'the same action twice in a block',
      [actions(button(), button())],
      '`action_id` already exists for approve [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    ['the same action in two blocks', [actions(button()), actions(button())], undefined],
    [
      'the same block twice',
      [
        { type: 'divider', block_id: 'd' },
        { type: 'divider', block_id: 'd' },
      ],
      '`block_id` already exists for d [json-pointer:/blocks/1/block_id]',
    ],
    ['an unknown kind', [{ type: 'poem' }], 'unsupported type: poem [json-pointer:/blocks/0/type]'],
    [
      'an unknown kind that objects inherit',
      [{ type: 'toString' }],
      'unsupported type: toString [json-pointer:/blocks/0/type]',
    ],
    [
      'an input among actions',
      [actions({ type: 'plain_text_input', action_id: 'why' })],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a property too many',
      [{ type: 'divider', text: 'x' }],
      'invalid additional property: text [json-pointer:/blocks/0]',
    ],
    [
      'a section of nothing',
      [{ type: 'section' }],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'text instead of a text object',
      [{ type: 'section', text: 'x' }],
      'must provide an object [json-pointer:/blocks/0/text]',
    ],
    ['no object', ['x'], 'must provide an object [json-pointer:/blocks/0]'],
  ])('with %s', (_name, blocks, problem) => {
    expect(inMessage(...blocks)).toEqual(problem === undefined ? [] : [problem]);
  });

  it('count characters, not UTF-16 units', () => {
    const wave = { type: 'section', text: { type: 'mrkdwn', text: '👋'.repeat(3000) } };
    expect(inMessage(wave)).toEqual([]);
  });

  it('may hold markdown, of all blocks together 12,000 characters', () => {
    const half = { type: 'markdown', text: 'm'.repeat(6001) };
    expect(inMessage(half)).toEqual([]);
    expect(inMessage(half, half)).toEqual([
      'markdown blocks must be less than 12001 characters in total [json-pointer:/blocks]',
    ]);
  });
});

describe('a view', () => {
  const plain = (text: string): Json => ({ type: 'plain_text', text });
  const modal = (more: JsonObject = {}): Json => ({
    type: 'modal',
    title: plain('Details'),
    blocks: [section(1)],
    ...more,
  });
  const input = {
    type: 'input',
    label: plain('Why'),
    element: { type: 'plain_text_input', action_id: 'why' },
  };

  it.each<readonly [string, Json, string | undefined]>([
    ['sound', modal(), undefined],
    ['with a title of 24', modal({ title: plain('t'.repeat(24)) }), undefined],
    [
      'with a title of 25',
      modal({ title: plain('t'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'with private metadata of 3001',
      modal({ private_metadata: 'p'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'with 101 blocks',
      modal({ blocks: Array.from({ length: blocksPerViewMax + 1 }, () => section(1)) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['with an input and a way to submit it', modal({ blocks: [input], submit: plain('Send') }), undefined],
    [
      'with an input and none',
      modal({ blocks: [input] }),
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'with markdown',
      modal({ blocks: [{ type: 'markdown', text: 'm' }] }),
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    ['of a home tab', { type: 'home', blocks: [] }, 'must be of type: modal [json-pointer:/view/type]'],
  ])('%s', (_name, view, problem) => {
    expect(problemsOfView(view, 'modal').map(wordsOf)).toEqual(problem === undefined ? [] : [problem]);
  });
});

it('blocks are kept with ids and the defaults of texts, and read as people read them', () => {
  let given = 0;
  const id = (): string => `g${++given}`;
  const kept = storedBlocks(
    [
      { type: 'section', text: { type: 'mrkdwn', text: 'one' }, block_id: 'mine' },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'two' }, value: 'unseen' }],
      },
    ],
    id,
  );
  expect(kept[0]).toMatchObject({ block_id: 'mine', text: { verbatim: false } });
  expect(kept[1]).toMatchObject({ block_id: 'g2', elements: [{ action_id: 'g3', text: { emoji: true } }] });
  expect(wordsIn(kept)).toBe('one\ntwo');
});
