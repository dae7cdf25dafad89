/** Every limit of the spool, with its unit and the reason for it. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** A group commit is sealed at this size: a few milliseconds of disk time, and a row that is quick to read back. */
export const batchBytesMax = 1 * MIB;
/** Events that wait in memory for the disk, beyond which recording is refused: a disk that stalls must not eat the memory. */
export const pendingBytesMax = 64 * MIB;
/** What waits in memory for the event log, twice: one half fills while the other is sent. The rest waits in the file. */
export const shipMemoryBytes = 8 * MIB;
/** Read back from the file at once: bounded, because commits wait meanwhile. */
export const readBackBytesMax = 1 * MIB;
/**
 * Pause between two appends, unless so many bytes have gathered: an append costs the Kafka client as much as dozens of
 * events, so that many small ones would cost more than everything else. An event that comes alone does not wait.
 */
export const shipPauseMs = 5;
export const shipEagerBytes = 256 * KIB;
/** One append to the event log: below Kafka's default limit of 1 MiB for a batch of one partition. */
export const appendBytesMax = 768 * KIB;

/**
 * Events that nobody waits for (completions above all) are stored with the next that somebody waits for, or after this
 * time: where requests come one by one, this halves the commits. An answer is then at most one commit ahead of the spool.
 */
export const unawaitedCommitMs = 2;

/** Smaller caps leave no room for the reserve, the write-ahead log and one large batch. */
export const spoolBytesMin = 16 * MIB;
/** Space that only completions, parts of open requests and signs of life may use: a tenth, at least 4 MiB, at most 64 MiB. */
export function reserveBytes(spoolBytesMax: number): number {
  return Math.min(64 * MIB, Math.max(4 * MIB, Math.floor(spoolBytesMax / 10)));
}
/**
 * The write-ahead log is copied into the file at this size, and commits wait meanwhile: about 2 ms, where 8 MiB took 10 to
 * 25 ms.
 */
export function walBytesMax(spoolBytesMax: number): number {
  return Math.min(1 * MIB, Math.floor(spoolBytesMax / 8));
}
/**
 * Room on the disk (free blocks and free pages of the file) below which no new request is taken: a full disk could not
 * even copy the write-ahead log into the file, which takes up to twice its size, nor delete a row. The last half of it is for
 * nobody; what belongs to forwarded requests may use the other: more than the write-ahead log and one batch can take
 * between two looks at the disk.
 */
export function diskReserveBytes(spoolBytesMax: number): number {
  return 4 * walBytesMax(spoolBytesMax);
}
/** 4 KiB: the smallest write for an event that comes alone; larger pages cost more and gain nothing for large batches. */
export const pageBytes = 4 * KIB;

/** Rows on the event log stay for this long, so that most requests have ended when their row is deleted. */
export const deleteGraceMs = 1_000;
/** More than this on the event log and not deleted ends the grace: the file's working set stays small. */
export function deleteGraceBytesMax(spoolBytesMax: number): number {
  return Math.min(8 * MIB, Math.floor(spoolBytesMax / 16));
}
/** Pace of deletions, checks of size and marks of time: rare against commits, and so little at once that none waits long. */
export const housekeepingMs = 50;
/** The pace while more than `deleteGraceBytesMax` waits to be deleted. */
export const crowdedHousekeepingMs = 20;
/** A file of at least this size that is nearly empty after an outage is made small again. */
export const shrinkBytesMin = 64 * MIB;

/** Another process holds the spool, perhaps a former one that still stops: how long a start waits for it. */
export const lockWaitMsMax = 15_000;
export const lockRetryMs = 200;
/** How often a spool that failed is tried again: soon enough to serve again at once, rare enough to cost nothing. */
export const probeMs = 500;
/** What a probe writes: more than the largest event, so that success means something. */
export const probeBytes = 512 * KIB;
/** A commit that takes longer than this counts as a broken spool until it ends. */
export const commitStallMsMax = 10_000;

/** First and longest pause before an append that failed is tried again. */
export const shipRetryMsMin = 100;
export const shipRetryMsMax = 2_000;
/** `AUDIT_DURABILITY=published`: how long a record waits for the event log before its request is refused. */
export const publishWaitMsMax = 5_000;

/** Pace of signs of life; the archive takes a producer for dead after four of them are missing (40 s). */
export const aliveMs = 10_000;
/** Pace at which completions are tried again that could not be stored when they were due. */
export const retryMs = 500;
/** Spools of dead replicas are looked for at this pace: a minute more or less of delay after a crash is of no matter. */
export const adoptionMs = 30_000;
/** Completions that could not be stored are kept and tried again: at most this many, and this much. */
export const owedEventsMax = 10_000;
export const owedBytesMax = 32 * MIB;
