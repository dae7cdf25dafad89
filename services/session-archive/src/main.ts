/** Starts the session archive. */
import { runService } from '@sallyport/service-kit/service/run-service';
import { sessionArchive } from './session-archive.module.js';

await runService(sessionArchive());
