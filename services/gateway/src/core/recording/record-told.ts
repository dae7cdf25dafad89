/** Records what was read of a request or command: in fewer words where it does not fit into its event. */
import type { MaskedKind, Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { RecordError, type EventDraft, type Recorder } from '../ports/recorder.js';

type ToldCase = 'requestReceived' | 'requestPart';

export type ToldDraft = EventDraft & {
  readonly body: Extract<EventDraft['body'], { $case: ToldCase }>;
};

/** @throws RecordError */
export async function recordTold(recorder: Recorder, draft: ToldDraft): Promise<void> {
  try {
    await recorder.record(draft);
  } catch (error) {
    const { operation, masked } = draft.body.value;
    const isTooLarge = error instanceof RecordError && error.code === 'EVENT_TOO_LARGE';
    if (!isTooLarge || (operation === undefined && masked.length === 0)) throw error;
    await recorder.record({ ...draft, body: inFewerWords(draft.body) });
  }
}

function inFewerWords(body: ToldDraft['body']): ToldDraft['body'] {
  if (body.$case === 'requestReceived') return { ...body, value: { ...body.value, ...fewer(body.value) } };
  return { ...body, value: { ...body.value, ...fewer(body.value) } };
}

interface Told {
  readonly operation: Operation | undefined;
  readonly masked: MaskedKind[];
}

function fewer({ operation, masked }: Told): Told {
  return {
    operation: operation && {
      ...operation,
      ...{ graphs: [], collections: [], toolsOffered: [], toolsCalled: [], toolsWithheld: [] },
    },
    masked: masked.map((kind) => ({ ...kind, places: [] })),
  };
}
