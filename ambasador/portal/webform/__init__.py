"""The form that anybody may fill in, as a page of its own or in a frame of the organisation's web site. [I1, I6]"""
