/** A request that asks for WebSocket, led the way of every request: with an answer that can still be written as HTTP. */
import { ServerResponse, type IncomingMessage } from 'node:http';
import { answerError } from '../http/answer-error.js';
import type { Door } from '../http/door.js';
import { handleRequest } from '../http/handle-request.js';

/** Node's server has let go of the socket: counting, closing and failures are looked after here. */
export function takeUpgrade(door: Door, request: IncomingMessage, head: Buffer): void {
  const { socket } = request;
  socket.on('error', () => socket.destroy());
  door.counters.inFlight++;
  socket.once('close', () => door.counters.inFlight--);
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    response.detachSocket(socket);
    process.nextTick(() => response.emit('close'));
    socket.end();
    // A client that neither reads nor closes does not keep the socket.
    const timer = setTimeout(() => socket.destroy(), door.limits.socketLingerMsMax);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
    socket.resume();
  });
  response.on('close', () => {
    if (!response.writableFinished) socket.destroy();
  });
  handleRequest(door, request, response, false, { socket, head }).catch((error: unknown) => {
    const requestId = door.newId(Date.now());
    door.failed(requestId, error);
    if (response.headersSent) socket.destroy();
    else answerError(request, response, 'INTERNAL', requestId, door.limits);
  });
}
