/** Every unanswered question to every server, again and again until the time is over: musl's `__res_msend_rc` (src/network/res_msend.c). */

import type { Question } from '../domain/question.ts';
import type { Server } from '../domain/server.ts';
import type { Conversation, ConversationEvent } from '../wire/conversation.ts';
import type { Answers, Gathered } from './gathered.ts';
import type { Session } from './session.ts';

export async function askAllAtOnce(session: Session, questions: readonly Question[]): Promise<Gathered> {
  const { conf, clock } = session;
  const [firstServer] = conf.nameservers;
  if (!firstServer) return { kind: 'failed', end: 'unreachable' };
  const talk = await session.openUdp(firstServer);
  const startMs = clock.now();
  const intervalMs = Math.floor(conf.timeoutMs / Math.max(1, conf.attempts));
  const answers: Answers = {};
  const missing = () => questions.filter(({ qtype }) => !answers[qtype]);

  // A round always lasts its whole interval, so an interval that does not divide the time runs over it, as musl's does.
  for (let round = 0; round * intervalMs < conf.timeoutMs; round += 1) {
    for (const question of missing())
      for (const server of conf.nameservers) session.ask(talk, question, server);
    const untilMs = startMs + (round + 1) * intervalMs;
    const end = await listen(session, talk, answers, { untilMs, questions: questions.length });
    if (end === 'aborted') return { kind: 'failed', end };
    if (missing().length === 0) break;
    talk.expire();
  }
  return { kind: 'answers', answers };
}

async function listen(
  session: Session,
  talk: Conversation,
  answers: Answers,
  round: { untilMs: number; questions: number },
): Promise<'over' | 'aborted'> {
  let resends = 2 * round.questions;
  while (Object.keys(answers).length < round.questions) {
    const event = await talk.next(round.untilMs);
    if (event.kind === 'deadline') return 'over';
    if (event.kind === 'aborted') return 'aborted';
    if (event.kind === 'ended') continue;
    resends -= await take(session, talk, answers, event, { untilMs: round.untilMs, mayResend: resends > 0 });
  }
  return 'over';
}

/** How many queries were sent again: 0 or 1. */
async function take(
  session: Session,
  talk: Conversation,
  answers: Answers,
  { ask, answer }: Extract<ConversationEvent, { kind: 'answer' }>,
  { untilMs, mayResend }: { untilMs: number; mayResend: boolean },
): Promise<number> {
  const { server, ...question } = ask.sent;
  if (answers[question.qtype]) return 0;
  switch (session.profile.onRcode[answer.rcode]) {
    case 'resend':
      if (!mayResend) return 0;
      session.ask(talk, question, server);
      return 1;
    case 'ignore':
    case 'no-data':
      return 0;
    case 'accept':
      answers[question.qtype] =
        answer.truncated && session.profile.onTruncated !== 'accept'
          ? ((await overTcp(session, question, server, untilMs)) ?? answer)
          : answer;
      return 0;
  }
}

/** The whole answer over a connection of its own; `undefined` if none came in time. */
async function overTcp(session: Session, question: Question, server: Server, untilMs: number) {
  const talk = await session.openTcp(server);
  const ask = session.ask(talk, question, server);
  await talk.answered([ask], untilMs);
  return ask.end?.kind === 'answered' ? ask.end.answer : undefined;
}
