/** Starts the service. */
import { runService } from '@sallyport/service-kit/service/run-service';
import { anomalyDetection } from './anomaly-detection.module.js';

await runService(anomalyDetection);
