/** The end of an exchange as its completion, once all of its answer is recorded. */
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Joined } from '../../core/session-desk.js';
import { complete, type Completion } from './complete.js';
import type { Door } from './door.js';
import type { Passing, Subject } from './examined.js';
import type { FinishedBody, ResponseRecord } from './response-record.js';
import { isUpload, type Upload } from './upload.js';

export interface Exchanged {
  readonly subject: Subject;
  readonly joined: Joined;
  readonly examined: Passing;
  readonly requestBody: Body | Upload;
}

type Ending = Pick<
  Completion,
  'outcome' | 'code' | 'status' | 'headers' | 'answer' | 'forwardedMs' | 'firstByteMs' | 'endedMs'
> & {
  /** Called when its answer is recorded. */
  readonly completes: () => void;
};

export function completeExchange(
  door: Door,
  { subject, joined, examined, requestBody }: Exchanged,
  record: ResponseRecord,
  { completes, ...ending }: Ending,
): void {
  const { arrival, accepted, connection, policy } = subject;
  const finish = ({ body, payloads, partsLost }: FinishedBody): void => {
    completes();
    // What the request may have renamed at the upstream is asked for anew.
    door.names.changed(connection, { method: arrival.method, path: accepted.target.path });
    complete(door, arrival, joined.session, joined.envelope, {
      ...ending,
      examined,
      policy,
      requestBody: isUpload(requestBody) ? requestBody.body : requestBody,
      responseBody: body,
      payloads,
      incomplete: partsLost > 0,
    });
  };
  const finished = record.finish(ending.answer?.isChanged);
  if (finished instanceof Promise) void finished.then(finish);
  else finish(finished);
}
