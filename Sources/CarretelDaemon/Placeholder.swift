// placeholder
import Configuration
import Logging
import ServiceLifecycle
import UnixSignals
