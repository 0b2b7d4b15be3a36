/** The door to commander: the only file that imports it. */

export { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
