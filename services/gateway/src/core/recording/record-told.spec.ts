import { describe, expect, it } from 'vitest';
import { MaskedKind, Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { RecordError, type EventDraft, type Recorder } from '../ports/recorder.js';
import { requestPart } from './body-pieces.js';
import { partDraft } from './fixtures/sample-drafts.js';
import { recordTold } from './record-told.js';

const of = { requestId: 'r', envelope: partDraft('r').envelope, full: true };
const piece = { bytes: Buffer.from('{}'), offset: 0, size: 2 };
const judged = {
  verdict: undefined,
  operation: Operation.fromPartial({ model: 'm', toolsOffered: ['a', 'b'] }),
  masked: [MaskedKind.fromPartial({ kind: 'email', count: 1, places: [{ text: 0, start: 1, end: 2 }] })],
};

function recorderThat(fails: (draft: EventDraft) => boolean): { recorder: Recorder; drafts: EventDraft[] } {
  const drafts: EventDraft[] = [];
  const record = (draft: EventDraft): Promise<void> => {
    drafts.push(draft);
    return fails(draft) ? Promise.reject(new RecordError('EVENT_TOO_LARGE', 'too large')) : Promise.resolve();
  };
  return { recorder: { record, unavailable: () => undefined }, drafts };
}

describe('what was read of a request', () => {
  it('is told in fewer words where it does not fit', async () => {
    const { recorder, drafts } = recorderThat(() => drafts.length === 1);
    await recordTold(recorder, requestPart(of, 1, piece, judged));
    expect(drafts).toHaveLength(2);
    expect(drafts[1]?.body).toMatchObject({
      $case: 'requestPart',
      value: {
        index: 1,
        operation: { model: 'm', toolsOffered: [] },
        masked: [{ kind: 'email', places: [] }],
      },
    });
  });

  it('fails where nothing can be left out', async () => {
    const { recorder, drafts } = recorderThat(() => true);
    await expect(recordTold(recorder, requestPart(of, 1, piece))).rejects.toThrow('too large');
    expect(drafts).toHaveLength(1);
  });
});
