// One install or build of a kind at a time in a clone: a lock file that names its owner, and is taken over when the owner is gone.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { BootstrapError } from './error.mjs';
import { inRoot } from './paths.mjs';

/** Installing takes two minutes on a slow line; whoever waits longer than this should be told. */
const lockWaitMsMax = 20 * 60_000;
/** A lock file without an owner in it was being written; its writer needs no longer than this. */
const lockWriteMsMax = 5_000;

/** The text of a file; undefined when it (or the process behind it) is gone. */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

/** When a process began, in ticks since the machine did: another one under its number began later. Zombies have ended. */
function beginningOf(pid) {
  const fields = textOf(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  // Counted from the state, which is the third of all: the beginning is the 22nd.
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}

/** What is written into a lock. */
const ownName = () => `${process.pid} ${beginningOf(process.pid) ?? ''}`;

/** What the lock says; an empty one is being written, or was left so. */
function ownerOf(file) {
  const text = textOf(file);
  if (text === undefined) return undefined;
  if (text !== '') return { text, pid: Number(text.split(' ')[0]) };
  const writtenMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return { text, pid: Date.now() - writtenMs < lockWriteMsMax ? process.pid : 0 };
}

function alive({ text, pid }) {
  if (existsSync('/proc/self/stat')) {
    const beginning = beginningOf(pid);
    return beginning !== undefined && (text === '' || text === `${pid} ${beginning}`);
  }
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Removes a lock whose owner is dead; renaming first makes sure that only one of several waiters does it. */
function takeAway(file, owner) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (textOf(aside) !== owner.text) renameSync(aside, file);
  else rmSync(aside);
}

/** Runs `work` alone among all processes of this clone that are after the same thing. */
export async function alone(thing, work) {
  const folder = inRoot('.sallyport');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new BootstrapError(`Cannot create ${folder}: ${error.message}`);
  }
  const file = inRoot('.sallyport', `${thing}.lock`);
  const startedMs = Date.now();
  for (let told = false; ;) {
    try {
      writeFileSync(file, ownName(), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new BootstrapError(`Cannot write ${file}: ${error.message}`);
    }
    const owner = ownerOf(file);
    if (owner !== undefined && !alive(owner)) {
      takeAway(file, owner);
      continue;
    }
    if (owner !== undefined && !told) {
      told = true;
      console.error(`Waiting for the install or build that process ${owner.pid} runs in this clone …`);
    }
    if (Date.now() - startedMs > lockWaitMsMax) {
      throw new BootstrapError(
        `Process ${owner?.pid} holds ${file} for too long; end it or remove the file.`,
      );
    }
    await pause(200);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
