/** The contract suite against the fake log. */
import { describe } from 'vitest';
import { describeConsumeLoop } from './consume-loop-contract.js';
import { fakeRig } from './fake-rig.js';
import { describeLog } from './log-contract.js';
import { describeIdentity } from './identity-contract.js';
import { describeOutages } from './outage-contract.js';
import { describePoison } from './poison-contract.js';
import { describeTwoTopics } from './two-topics-contract.js';
import { withRig } from './with-rig.js';

describe('fake', () => {
  const rig = withRig(fakeRig);
  describeLog(rig);
  describeOutages(rig);
  describeConsumeLoop(rig);
  describePoison(rig);
  describeTwoTopics(rig);
  describeIdentity(rig);
});
