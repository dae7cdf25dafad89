/** All detectors that ship, in the order in which they are compiled, and the kinds they find. */
import type { Detector } from '../detector.js';
import { personal } from './personal/personal.js';
import { secretDetectors } from './secret/secret.js';

export const shippedDetectors: readonly Detector[] = [...personal, ...secretDetectors];

export const shippedKinds: readonly string[] = shippedDetectors.map(({ kind }) => kind);
