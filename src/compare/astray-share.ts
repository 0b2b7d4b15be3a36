/** The share of the flows via the VIP that an address without a DNS pod can get. */

/** Such an address gets about as many flows as each DNS pod. So a smaller share than this needs another explanation. */
export const LEAST_ASTRAY = 0.03;
/** If the VIP loses this share or more, it leads nowhere at all: `vip-unreachable`. */
export const WHOLE_VIP = 0.97;
