/** The four ways to a DNS pod: by the VIP or straight, over UDP or TCP; and how they fared. */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Share } from '../../statistics/tests.ts';
import { ratio } from './rates.ts';
import type { Sight } from './view.ts';
import { FRESH } from './view.ts';

/** A way works if most of what is sent over it comes back. */
const WORKS = 0.3;

/** Failed queries of each. */
export interface Ways {
  readonly vipUdp: Share;
  readonly vipTcp: Share;
  readonly directUdp: Share;
  readonly directTcp: Share;
}

export function ways({ arms, byVip, failures }: Sight): Ways {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  return {
    vipUdp: failures(byVip(...FRESH)),
    vipTcp: failures(byVip('tcp')),
    directUdp: failures(direct.filter(({ transport }) => transport === 'udp')),
    directTcp: failures(direct.filter(({ transport }) => transport === 'tcp')),
  };
}

export function works(share: Share): boolean {
  return share.of >= 2 && ratio(share) <= WORKS;
}

export function nodeLocalArms({ arms }: Sight): readonly ArmTally[] {
  return arms.filter(({ target }) => target.kind === 'node-local');
}
