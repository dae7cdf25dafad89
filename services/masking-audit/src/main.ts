/** Starts the service. */
import { runService } from '@sallyport/service-kit/service/run-service';
import { maskingAudit } from './masking-audit.module.js';

await runService(maskingAudit);
