/*
 * Nothing: this target exists for libxml2's include path, which SwiftPM finds through pkg-config's file. The library's
 * own headers would pull ICU's into Swift modules, where they clash with Foundation; CCarretelHTML alone includes them.
 */
#pragma once
