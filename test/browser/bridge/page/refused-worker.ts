/** A thread whose browser refuses locks, as it does where all storage is blocked. */
import { serveThread } from '../../../../src/bridge/serve-thread';
import { functions } from './functions';

LockManager.prototype.request = () =>
  Promise.reject(new DOMException('Locks are refused here.', 'SecurityError'));

serveThread(functions);
