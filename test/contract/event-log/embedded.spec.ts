/** The contract suite against the embedded log, on a real PostgreSQL. */
import { describe } from 'vitest';
import { describeConsumeLoop } from './consume-loop-contract.js';
import { embeddedRig } from './embedded-rig.js';
import { describeLog } from './log-contract.js';
import { describeOutages } from './outage-contract.js';
import { describePoison } from './poison-contract.js';
import { withRig } from './with-rig.js';

describe('embedded', () => {
  const rig = withRig(embeddedRig);
  describeLog(rig);
  describeOutages(rig);
  describeConsumeLoop(rig);
  describePoison(rig);
});
