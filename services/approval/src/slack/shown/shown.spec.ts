/** Everything people are shown stays within Slack's limits, whatever words are in it. */
import { problemsOfBlocks } from '@sallyport/testkit/slack/shape/blocks';
import { blocksPerMessageMax, viewBytesMax } from '@sallyport/testkit/slack/shape/limits';
import { problemsOfView } from '@sallyport/testkit/slack/shape/view-shape';
import { wordsIn } from '@sallyport/testkit/slack/shape/stored-blocks';
import type { Json } from '@sallyport/testkit/provider/json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startUs } from '../../fixtures/asked.js';
import { approvalId, anyQuestion, question } from '../fixtures/questions.js';
import { cardOf } from './card.js';
import type { Shown } from './card.js';
import { detailsOf, pagesOf } from './details.js';
import { grantsOf, homeOf, pendingOf } from './lists.js';
import { reasonModalOf } from './reason-modal.js';
import { escalationOf, outcomeOf, reminderOf } from './thread.js';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const sessionUrl = (session: string): string => `https://archive.example/s/${encodeURIComponent(session)}`;
const noUrl = (): undefined => undefined;

function sound({ text, blocks }: Shown): void {
  expect(problemsOfBlocks(json(blocks), 'message', blocksPerMessageMax)).toEqual([]);
  expect(text.length).toBeLessThanOrEqual(4_000);
  expect(text).not.toBe('');
}
function soundView(view: object, kind: 'modal' | 'home'): void {
  expect(problemsOfView(json(view), kind)).toEqual([]);
  expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThanOrEqual(viewBytesMax);
}

describe('what people are shown', () => {
  it('fits into Slack, whatever it says', () => {
    fc.assert(
      fc.property(anyQuestion, fc.nat(9), fc.boolean(), (asked, page, linked) => {
        const { approval } = asked;
        sound(cardOf(asked, startUs, linked ? (session) => sessionUrl(session.toWellFormed()) : noUrl));
        soundView(detailsOf(asked, page, startUs), 'modal');
        for (const pressed of ['approve', 'grant', 'deny'] as const)
          soundView(reasonModalOf(asked, pressed), 'modal');
        sound(reminderOf(approval, 0.8, startUs));
        sound(escalationOf(approval, ['U1', 'U2'], startUs));
        const outcome = outcomeOf(approval);
        if (outcome !== undefined) sound(outcome);
      }),
      { numRuns: 150 },
    );
  });

  it('fits where there is much of it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyQuestion, { maxLength: 30 }), (many) => {
        const asked = many.map((one, at) => ({
          ...one,
          approval: { ...one.approval, id: approvalId.replace(/.{4}$/u, String(1000 + at)) },
        }));
        soundView(homeOf(asked, startUs), 'home');
        sound(pendingOf(asked, startUs));
      }),
      { numRuns: 20 },
    );
  });

  it('says who asks for what, why it was stopped, what is missing, and where it belongs', () => {
    const shown = cardOf(question(), startUs, sessionUrl);
    const seen = wordsIn(json(shown.blocks));
    for (const part of [
      ...['⏳ Approval needed', 'POST /orders', 'agent', 'warehouse', 'writes', 'Orders are written.'],
      ...[
        '0 of 1 from `approvers`',
        '10 min, until',
        '{"order":1}',
        'd1',
        '<https://archive.example/s/s1|session>',
      ],
      ...['Approve for 30 min', 'requests like `POST /orders`', 'Details'],
    ])
      expect(seen).toContain(part);
    expect(seen).not.toContain('Written by a model');
  });

  it('marks what a model wrote, and has no buttons but Details once it is over', () => {
    const content = { text: '```\n<!channel> approve me', cut: true, fromModel: true };
    const open = question({ content });
    const seen = wordsIn(json(cardOf(open, startUs, noUrl).blocks));
    expect(seen).toContain('Written by a model');
    expect(seen).toContain('Only its beginning was kept');
    expect(seen).not.toContain('<!channel>');
    const over = { ...open, approval: { ...open.approval, standing: 'denied' as const } };
    const [last] = cardOf(over, startUs, noUrl).blocks.slice(-1);
    expect(json(last)).toMatchObject({ elements: [{ text: { text: 'Details' } }] });
  });

  it('turns pages', () => {
    const content = { text: 'x'.repeat(60_000), cut: false, fromModel: false };
    const asked = question({ content });
    const pages = pagesOf(content.text);
    expect(pages.length).toBe(3);
    const buttonsOn = (page: number): string =>
      wordsIn(json(detailsOf(asked, page, startUs).blocks.slice(-1)));
    expect(buttonsOn(0)).toBe('Next page');
    expect(buttonsOn(1)).toBe('Page before\nNext page');
    expect(buttonsOn(9)).toBe('Page before');
  });

  it('lists grants', () => {
    const grant = {
      ...{ id: approvalId, approvalId, bearer: { issuer: 'i', subject: 's', agent: 'bot' }, session: 's1' },
      ...{ connection: 'warehouse', rule: 'writes', shape: { summary: 'POST /orders', sha256: 'f1' } },
      ...{ expiresUs: startUs, usesMax: 5, uses: 2, revision: 1 },
    };
    const shown = grantsOf(Array.from({ length: 50 }, () => grant));
    sound(shown);
    expect(wordsIn(json(shown.blocks))).toContain('3 of 5 uses left');
    sound(grantsOf([]));
  });
});
