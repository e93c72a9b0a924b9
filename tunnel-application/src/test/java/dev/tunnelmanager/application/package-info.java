/**
 * What the application must do, shown over simulated adapters. Start with {@link dev.tunnelmanager.application.World}.
 */
@NullMarked
package dev.tunnelmanager.application;

import org.jspecify.annotations.NullMarked;
