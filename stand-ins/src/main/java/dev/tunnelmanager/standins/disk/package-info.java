/**
 * A disk that a test may fill up or take away. Start with {@link dev.tunnelmanager.standins.disk.SmallDisk}. What is written on it
 * does not belong here.
 */
@NullMarked
package dev.tunnelmanager.standins.disk;

import org.jspecify.annotations.NullMarked;
