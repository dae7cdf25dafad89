/**
 * The batch: what one group commit stores as one row. All numbers little-endian.
 *
 *     frame := magic:u32 events:u32 frameBytes:u32 zero:u32 entry*
 *     entry := valueBytes:u32 keyBytes:u16 kind:u8 effect:u8 requestLow:u32 requestHigh:u32 key value
 *
 * `value` is an encoded EventMessage, `key` its session in UTF-8, `kind` a number of `event-kinds.ts`. `effect` says
 * whether the event opens or closes a request, and `request` is that request's number within the spool.
 */

/** "SPL1": the first version of this layout. */
const MAGIC = 0x314c5053;
export const frameHeaderBytes = 16;
export const entryHeaderBytes = 16;
/** Room a key may take: a session id is far shorter, and the event log counts it towards its message limit. */
export const keyBytesMax = 512;

export type Effect = 'none' | 'opens' | 'closes';
const EFFECTS = ['none', 'opens', 'closes'] as const satisfies readonly Effect[];

export interface Entry {
  readonly key: string;
  readonly kind: number;
  readonly effect: Effect;
  /** Number of the request that is opened or closed; 0 for effect `none`. */
  readonly request: number;
  /** A view, not a copy. */
  readonly value: Buffer;
}

/** A batch that is not in this layout: evidence that something else wrote or damaged it. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

function viewOf(memory: Uint8Array): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
}

/** Writes the header of a frame that lies at the start of `memory`. */
export function putFrameHeader(memory: DataView, events: number, frameBytes: number): void {
  memory.setUint32(0, MAGIC, true);
  memory.setUint32(4, events, true);
  memory.setUint32(8, frameBytes, true);
  memory.setUint32(12, 0, true);
}

/** Writes the header of an entry at `at`. */
export function putEntryHeader(
  memory: DataView,
  at: number,
  entry: { valueBytes: number; keyBytes: number; kind: number; effect: Effect; request: number },
): void {
  memory.setUint32(at, entry.valueBytes, true);
  memory.setUint16(at + 4, entry.keyBytes, true);
  memory.setUint8(at + 6, entry.kind);
  memory.setUint8(at + 7, EFFECTS.indexOf(entry.effect));
  memory.setUint32(at + 8, entry.request >>> 0, true);
  memory.setUint32(at + 12, Math.floor(entry.request / 0x1_0000_0000), true);
}

/** Size of the frame at `at`, which may be followed by others. @throws FrameError */
export function frameBytesAt(memory: Uint8Array, at: number): number {
  const view = viewOf(memory);
  if (at + frameHeaderBytes > memory.length || view.getUint32(at, true) !== MAGIC) {
    throw new FrameError('not a batch of this version');
  }
  const bytes = view.getUint32(at + 8, true);
  if (bytes < frameHeaderBytes || at + bytes > memory.length) throw new FrameError('a batch is cut short');
  return bytes;
}

/** Calls `visit` for the entries of one frame that open or close a request; cheap, for every commit. @throws FrameError */
export function visitEffects(frame: Uint8Array, visit: (effect: Effect, request: number) => void): void {
  const bytes = frameBytesAt(frame, 0);
  const view = viewOf(frame);
  let at = frameHeaderBytes;
  while (at < bytes) {
    const effect = EFFECTS[view.getUint8(at + 7)];
    if (effect === undefined) throw new FrameError('a batch holds an unknown effect');
    if (effect !== 'none') {
      visit(effect, view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 0x1_0000_0000);
    }
    at += entryHeaderBytes + view.getUint16(at + 4, true) + view.getUint32(at, true);
  }
}

/** The entries of one frame, in order. Values are views of `frame`. @throws FrameError */
export function readFrame(frame: Uint8Array): readonly Entry[] {
  const bytes = frameBytesAt(frame, 0);
  const view = viewOf(frame);
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const events = view.getUint32(4, true);
  const entries: Entry[] = [];
  let at = frameHeaderBytes;
  while (at < bytes) {
    if (at + entryHeaderBytes > bytes) throw new FrameError('an entry is cut short');
    const valueAt = at + entryHeaderBytes + view.getUint16(at + 4, true);
    const end = valueAt + view.getUint32(at, true);
    const effect = EFFECTS[view.getUint8(at + 7)];
    if (effect === undefined || end > bytes) throw new FrameError('an entry is cut short or unknown');
    entries.push({
      key: text.toString('utf8', at + entryHeaderBytes, valueAt),
      kind: view.getUint8(at + 6),
      effect,
      request: view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 0x1_0000_0000,
      value: text.subarray(valueAt, end),
    });
    at = end;
  }
  if (entries.length !== events) throw new FrameError('a batch does not hold as many events as it says');
  return entries;
}
