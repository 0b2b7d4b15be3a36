/** The answers that agent and webhook share: text, JSON, a condition, and a refusal. */

import type { ServerResponse } from 'node:http';

/** 200 with `yes`, or 503 with `no`. */
export function sendCondition(response: ServerResponse, holds: boolean, yes: string, no: string): void {
  if (holds) sendText(response, yes);
  else refuse(response, 503, no);
}

/** Sends the whole body at once, with exactly this content type. */
export function send(response: ServerResponse, contentType: string, body: string): void {
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 'application/json; charset=utf-8', `${JSON.stringify(value, undefined, 2)}\n`);
}

function sendText(response: ServerResponse, line: string): void {
  send(response, 'text/plain; charset=utf-8', `${line}\n`);
}

/** Sends one line of text. A body that the client still sends is read and discarded. */
export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status;
  sendText(response, reason);
}

/** As `refuse`, for a server that reads no bodies: it closes the connection instead of waiting for the whole body. */
export function refuseUnread(response: ServerResponse, status: number, reason: string): void {
  const { headers } = response.req;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    response.setHeader('Connection', 'close');
  refuse(response, status, reason);
}
