/** Tapes of small documents lie side by side in one piece of memory: a piece for each cost more than reading it. */

/** 64 KiB: a slab is kept as long as one of its documents is. */
const slabSlots = 16_384;
/** Most documents need no more: a chat of 1 KB has sixty values, of four slots each. */
const lentSlots = 512;

let slab = new Int32Array(slabSlots);
let taken = 0;

/** Slots for one tape, to be written before they are read: what stood there may be another's that could not be read. */
export function lendSlots(): Int32Array {
  if (taken + lentSlots > slabSlots) {
    slab = new Int32Array(slabSlots);
    taken = 0;
  }
  const slots = slab.subarray(taken, taken + lentSlots);
  taken += lentSlots;
  return slots;
}

/** Gives back what a tape of `length` did not use of the slots that were lent last; one that outgrew them gives back all. */
export function returnSlots(slots: Int32Array, length: number): void {
  taken -= slots.length === lentSlots ? lentSlots - length : lentSlots;
}
