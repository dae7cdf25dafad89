/** The contract suite against a real Apache Kafka; skipped with a message where it cannot run, which on CI is a failure. */
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import { describe, expect, it } from 'vitest';
import { describeConsumeLoop } from './consume-loop-contract.js';
import { describeCrash } from './kafka-crash.js';
import { kafkaRig } from './kafka-rig.js';
import { describeLog } from './log-contract.js';
import { describeIdentity } from './identity-contract.js';
import { describeOutages } from './outage-contract.js';
import { describePoison } from './poison-contract.js';
import { describeTwoTopics } from './two-topics-contract.js';
import { withRig } from './with-rig.js';

const available = await kafkaAvailable();
const mustRun = process.env['CI'] === 'true';
if (!available.ok)
  process.stderr.write(`skipped: the Kafka half of the event log's contract: ${available.missing}\n`);

if (mustRun) {
  it('is there on CI', () => {
    expect(available).toEqual({ ok: true });
  });
}

describe.skipIf(!available.ok)('kafka', () => {
  const rig = withRig(kafkaRig);
  describeLog(rig);
  describeOutages(rig);
  describeConsumeLoop(rig);
  describePoison(rig);
  describeTwoTopics(rig);
  describeIdentity(rig);
  describeCrash(rig);
});
