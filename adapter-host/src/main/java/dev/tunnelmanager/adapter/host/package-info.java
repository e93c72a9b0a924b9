/**
 * What the operating system gives: the leader's lock, changes of the state's files, secrets in the environment and in files,
 * listening sockets, and requests that find out whether something answers. Start with the class named after the port that
 * you need. What speaks to a container engine, a provider or a database does not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.host;

import org.jspecify.annotations.NullMarked;
