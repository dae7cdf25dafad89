/** The composition root: so far the service takes the traffic topic, counts it and shows its lag. */
import type { ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import { StatusController } from '@sallyport/service-kit/traffic-count/status.controller';
import { TrafficCount1795219200000 } from '@sallyport/service-kit/traffic-count/traffic-count.migration';
import { TrafficCounter } from '@sallyport/service-kit/traffic-count/traffic-counter';
import { anomalyDetectionEnv } from './anomaly-detection.env.js';

export const anomalyDetection: ServiceDefinition<typeof anomalyDetectionEnv> = {
  name: 'anomaly-detection',
  purpose: 'consumes the traffic topic, counts its events by type and shows its lag',
  env: anomalyDetectionEnv,
  database: {
    schema: 'anomaly_detection',
    migrations: [TrafficCount1795219200000],
    entities: [],
  },
  module: () => ({ controllers: [StatusController] }),
  consumers: ({ name, metrics }) => [new TrafficCounter(name, metrics)],
};
