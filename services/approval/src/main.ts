/** Starts the service. */
import { runService } from '@sallyport/service-kit/service/run-service';
import { approval } from './approval.module.js';

await runService(approval);
