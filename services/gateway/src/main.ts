/** The gateway as a process. */
import { runService } from '@sallyport/service-kit/service/run-service';
import { gateway } from './gateway.module.js';

await runService(gateway);
