/** Runs the detectors on core 1 while nothing else does. */
import { script } from '../targets/node-processes.js';
import { OwnedProcess } from '../targets/owned-process.js';
import type { DetectionOrder, DetectionResult, DetectionSpeed } from './detection-speed.js';

export async function measureDetection(folder: string, windowMs: number): Promise<readonly DetectionSpeed[]> {
  const process = new OwnedProcess({
    name: 'detection',
    core: 1,
    command: globalThis.process.execPath,
    args: [script('../detection/detection-speed.js')],
    folder,
  });
  try {
    process.send({ type: 'detect', windowMs } satisfies DetectionOrder);
    const { speeds } = await process.message<DetectionResult>('detected');
    return speeds;
  } finally {
    await process.stop();
  }
}
